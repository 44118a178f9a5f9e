/** Opens a spool, keeps one scan in it, says so and holds it until it is killed. */
import { nodeFiles } from '../../src/spool/node-files';
import { appended, aScan, openedSpool } from './spool-fixture';

const spool = openedSpool(nodeFiles, {}, process.argv[2]);
process.stdout.write(`${appended(spool, aScan('1'))}\n`);
setInterval(() => spool.stats(), 1_000);
