import { useHostedWorkers } from './pixlane/dist/bindings/workers.js';
import { roundTrip } from './round-trip.js';

useHostedWorkers();
postMessage(await roundTrip({ threads: 2 }).catch(String));
