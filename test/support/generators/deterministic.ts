// Mocha requires it before the tests: property tests that name no seed take that of the run.
import fc from 'fast-check';
import { fuzzSeed } from './generateSeed.ts';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: fuzzSeed() });
