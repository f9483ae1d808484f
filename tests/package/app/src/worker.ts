import { useHostedWorkers } from 'pixlane/workers';
import { roundTrip } from './round-trip';

useHostedWorkers();
postMessage(await roundTrip({ threads: 2 }).catch(String));
