import { lanes } from 'pixlane';
import { LANES, type LaneState } from './types';

/** Every lane and whether it runs here, `js` first: outputs are judged by it. */
export function laneStates(): LaneState[] {
  const states = lanes();
  return LANES.flatMap((name) => states.filter(({ lane }) => lane === name));
}
