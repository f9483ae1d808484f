import { roundTrip } from './round-trip.js';

postMessage(await roundTrip({ threads: 2 }).catch(String));
