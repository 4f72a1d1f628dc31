import type { Desk } from './desk';
import './help-dialog';
import type { HelpDialog } from './help-dialog';
import { preferred } from './preferences';
import { Keyboard, isTyping, type Command } from './shortcuts';

/**
 * Listens to the page's keys and says each command on the desk as a `command` event; the parts of
 * the page do what is theirs.
 */
export function installKeys(desk: Desk): void {
  const keyboard = new Keyboard();
  const help = document.createElement('help-dialog') as HelpDialog;
  help.desk = desk;
  document.body.append(help);
  document.addEventListener('keydown', (event) => {
    const path = event.composedPath();
    const busy = path.some((one) => one instanceof HTMLDialogElement && one.open);
    if (event.defaultPrevented || event.isComposing || busy) return;
    if (!desk.me || !preferred.current.keys) return;
    if (isTyping(path[0])) {
      // The way from a text to the other keys without a mouse; what was written stays.
      if (event.key === 'Escape') (path[0] as HTMLElement).blur();
      return;
    }
    const command = keyboard.press(event, event.timeStamp);
    if (command === null) return;
    event.preventDefault();
    desk.dispatchEvent(new CustomEvent<Command>('command', { detail: command }));
  });
  desk.addEventListener('command', (event) => {
    const command = (event as CustomEvent<Command>).detail;
    if (command === 'help') help.show();
    else if (command === 'view.queue' || command === 'view.mine') {
      desk.choose(command === 'view.queue' ? 'queue' : 'mine');
      location.hash = 'chats';
    } else if (command === 'back' && /^#chats\//.test(location.hash)) location.hash = 'chats';
    else if (command === 'back' && /^#tickets\//.test(location.hash)) location.hash = 'tickets';
  });
}
