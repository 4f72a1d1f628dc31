import type { Notice } from './notices';

/** Each kind of news has its own two notes, so that it is known without looking. */
const NOTES: Record<Notice['kind'], readonly [number, number]> = {
  waits: [523, 784],
  assigned: [587, 880],
  message: [784, 659],
  promise: [440, 370],
};
const SECOND_AT_S = 0.11;
const LENGTH_S = 0.26;
const LOUDNESS = 0.07;

let context: AudioContext | null = null;

/** Plays, where the browser lets a page make a sound: after somebody has touched it. */
export async function playTone(kind: Notice['kind']): Promise<void> {
  try {
    context ??= new AudioContext();
    await context.resume();
    NOTES[kind].forEach((hertz, index) => {
      if (!context) return;
      const start = context.currentTime + index * SECOND_AT_S;
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.type = 'triangle';
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH_S);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + LENGTH_S);
    });
  } catch {
    // News without a sound are still there to be seen.
    return;
  }
}
