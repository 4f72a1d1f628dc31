/** Two soft tones for a new message. Made on the spot, so that nothing has to be loaded. */
let context: AudioContext | null = null;

const TONES = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.09 },
] as const;
const LENGTH_S = 0.22;
const LOUDNESS = 0.06;

/** Plays, where the browser lets a page make a sound: after the visitor has touched it. */
export async function chime(): Promise<void> {
  try {
    context ??= new AudioContext();
    await context.resume();
    for (const { hertz, at } of TONES) {
      const start = context.currentTime + at;
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH_S);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + LENGTH_S);
    }
  } catch {
    // A message without a sound is still there to be read.
    return;
  }
}
