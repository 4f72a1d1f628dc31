import { describe, expect, it } from 'vitest';
import { HttpError } from '../src/core/http';
import { AT, Server, message, reply, settle } from './trainer-inbox';

describe('labels', () => {
  it('stand on the page at once, and are sent one after the other', async () => {
    const server = new Server();
    const [one, two] = [message('1'), message('2')];
    server.give([one], 'refund');
    server.give([two], 'vat');
    expect(server.labeller.said(one)).toEqual({
      status: 'labelled',
      label: 'refund',
      by: 'Tam',
      at: AT,
    });
    expect(server.labeller.said(two).label).toBe('vat');
    await settle();
    expect(server.asked).toEqual([{ ids: ['1'], label: 'refund', whole: true }]);
    expect(server.labeller.busy).toBe(true);
    await server.answer(reply(['1']));
    expect(server.asked[1]).toEqual({ ids: ['2'], label: 'vat', whole: true });
    await server.answer(reply(['2']));
    expect(server.labeller.busy).toBe(false);
    expect(server.labeller.said(one).label).toBe('refund');
  });

  it('are put back with the reason where the server refuses', async () => {
    const server = new Server();
    const one = message('1', { status: 'labelled', label: 'vat', labelled_by: 'Mai' });
    server.give([one], 'refund');
    await settle();
    await server.answer(new Error('the server is away'));
    expect(server.labeller.said(one)).toMatchObject({ label: 'vat', by: 'Mai' });
    expect(server.labeller.refused.get('1')).toEqual({
      message: one,
      label: 'refund',
      wholeGroup: true,
      why: 'the server is away',
    });
    expect(server.labeller.canUndo).toBe(false);
    // Trying again makes the refusal go.
    server.labeller.retry(server.labeller.refused.keys());
    expect(server.labeller.refused.size).toBe(0);
    await settle();
    expect(server.asked[1]).toEqual({ ids: ['1'], label: 'refund', whole: true });
    await server.answer(reply(['1']));
    expect(server.labeller.said(one).label).toBe('refund');
    expect(server.labeller.undo()).toEqual(['1']);
    await settle();
    await server.answer(new Error('away again'));
    expect(server.labeller.refused.get('1')).toMatchObject({ label: 'vat', message: one });
    server.labeller.forget(['1']);
    expect(server.labeller.refused.size).toBe(0);
  });

  it('of which the later one is still on its way stand when the earlier one fails', async () => {
    const server = new Server();
    const one = message('1');
    server.give([one], 'refund');
    server.give([one], 'vat');
    expect(server.labeller.said(one).label).toBe('vat');
    await settle();
    await server.answer(new Error('no'));
    expect(server.labeller.said(one).label).toBe('vat');
    await server.answer(new Error('no'));
    expect(server.labeller.said(one)).toMatchObject({ status: 'new', label: null });
  });

  it('are taken back to what stood before, in a group also for those that are not shown', async () => {
    const server = new Server();
    const one = message('1', { group: { id: '1', size: 3 } });
    const two = message('2', { status: 'labelled', label: 'vat', labelled_by: 'Mai' });
    server.give([two, one], 'refund');
    await settle();
    const overruled = [{ id: '2', label: 'vat', by: 'Mai' }];
    await server.answer(reply(['1', '2', 'hidden'], { overruled }));
    expect(server.labeller.overruled.get('2')?.by).toBe('Mai');
    expect(server.labeller.undo()).toEqual(['2', '1']);
    expect(server.labeller.said(one).status).toBe('new');
    expect(server.labeller.said(two)).toMatchObject({ label: 'vat', by: 'Mai' });
    await settle();
    await server.answer(reply(['1', 'hidden']));
    await server.answer(reply(['2']));
    expect(server.asked.slice(1)).toEqual([
      { ids: ['1', 'hidden'], label: null, whole: false },
      { ids: ['2'], label: 'vat', whole: false },
    ]);
    expect(server.labeller.undo()).toEqual([]);
  });

  it('that never arrived are not taken back on the server', async () => {
    const server = new Server();
    server.give([message('1')], 'refund');
    expect(server.labeller.undo()).toEqual(['1']);
    await settle();
    await server.answer(new Error('no'));
    expect(server.asked).toHaveLength(1);
    expect(server.labeller.busy).toBe(false);
  });

  it('that were refused together are tried again together', async () => {
    const server = new Server();
    server.give([message('1'), message('2')], 'refund');
    server.give([message('3')], 'vat');
    await settle();
    await server.answer(new Error('no'));
    await server.answer(new Error('no'));
    server.labeller.retry(server.labeller.refused.keys());
    await settle();
    await server.answer(reply(['1', '2']));
    await server.answer(reply(['3']));
    expect(server.asked.slice(2)).toEqual([
      { ids: ['1', '2'], label: 'refund', whole: true },
      { ids: ['3'], label: 'vat', whole: true },
    ]);
    expect(server.labeller.refused.size).toBe(0);
  });

  it('that the server refuses hold up no others', async () => {
    const server = new Server();
    const written = new HttpError(409, { code: 'already_written', message: 'in the data' });
    server.give([message('1'), message('2')], 'refund');
    await settle();
    await server.answer(written);
    // One by one, so that each is taken or gets its own reason.
    await server.answer(written);
    await server.answer(reply(['2']));
    expect(server.asked.map(({ ids }) => ids)).toEqual([['1', '2'], ['1'], ['2']]);
    expect([...server.labeller.refused.keys()]).toEqual(['1']);
    expect(server.labeller.said(message('2')).label).toBe('refund');
    expect(server.labeller.busy).toBe(false);
  });

  it('are not sent one by one where the desk does not answer', async () => {
    const server = new Server();
    server.give([message('1'), message('2')], 'refund');
    await settle();
    await server.answer(new HttpError(503, { code: 'away', message: 'away' }));
    expect(server.asked).toHaveLength(1);
    expect([...server.labeller.refused.keys()]).toEqual(['1', '2']);
  });

  it('of many messages are sent in portions that the server takes, and taken back as one', async () => {
    const server = new Server();
    const many = Array.from({ length: 501 }, (_, at) => message(`m${at}`));
    server.give(many, 'refund');
    await settle();
    await server.answer(reply(many.slice(0, 500).map(({ id }) => id)));
    await server.answer(reply(['m500']));
    expect(server.asked.map(({ ids }) => ids.length)).toEqual([500, 1]);
    expect(server.labeller.undo()).toHaveLength(501);
  });

  it('are forgotten when a list knows them, and kept when it was asked for before', async () => {
    const server = new Server();
    const [one, two] = [message('1'), message('2')];
    server.give([one], 'refund');
    await settle();
    await server.answer(reply(['1']));
    const mark = server.labeller.mark();
    server.give([two], 'vat');
    await settle();
    await server.answer(reply(['2']));
    server.labeller.reloaded(mark);
    expect(server.labeller.said(one).label).toBeNull();
    expect(server.labeller.said(two).label).toBe('vat');
  });
});
