const MARK = /^\(\d+\+?\) /;

/** Puts the number of unread messages before the page's title while the page is not looked at. */
export function showInTitle(unread: number): void {
  const plain = document.title.replace(MARK, '');
  const wanted = unread > 0 && document.hidden ? `(${unread > 9 ? '9+' : unread}) ${plain}` : plain;
  if (document.title !== wanted) document.title = wanted;
}
