import type { Fault } from '../config/fault';
import { type CopiesFile, openCopiesFile } from '../sip2/copies-file';
import { encodedFor } from '../sip2/encoded-for';
import type { DeskPorts, KioskScan } from '../sip2/kiosk-desk';
import { type KioskServer, serveKiosks } from '../sip2/serve-kiosks';
import type { Sip2Config } from '../sip2/sip2-config';
import { nodeFiles } from '../spool/node-files';
import { unsentScans } from '../spool/unsent-scans';
import type { ChipHealth } from '../tags/tag-source';
import type { HealthParts } from './health';
import { keepScan } from './keep-scan';
import { type ProgramEnd, type ProgramParts, type ReaderProgram, runProgram } from './run-program';
import type { ScanPath } from './scan-path';
import { type HealthTeller, tellHealth } from './tell-health';

/** Serves SIP2 kiosks until it is told to stop: what a kiosk does with a copy is kept durably, then answered, then on
 *  its way to the broker. Resolves with what kept it from starting, or with no faults once it has ended.
 *  The MQTT SDK keeps the process alive afterwards: end it with process.exit(). */
export const runKiosks = (config: Sip2Config, parts: ProgramParts): Promise<ProgramEnd> =>
  runProgram(
    config,
    parts,
    (path, certificateEndsAtMs) => new KioskGateway(config, parts, path, certificateEndsAtMs),
  );

class KioskGateway implements ReaderProgram {
  private readonly copies: CopiesFile;
  private server: KioskServer | undefined;
  private actions = 0;
  private lastAtMs: number | undefined;
  private readonly health: HealthTeller;

  constructor(
    private readonly config: Sip2Config,
    private readonly parts: ProgramParts,
    private readonly path: ScanPath,
    private readonly certificateEndsAtMs: number | undefined,
  ) {
    this.health = tellHealth(this.healthParts(), parts.emit);
    this.copies = openCopiesFile({
      readerId: config.readerId,
      files: nodeFiles,
      folder: config.spoolDir,
      unsent: unsentScans(path.spool),
      complain: parts.log,
    });
  }

  async start(): Promise<Fault | undefined> {
    const { sip2 } = this.config;
    try {
      this.server = await serveKiosks(sip2, {
        keep: (scan) => this.keep(scan),
        copies: this.copies,
        institution: encodedFor(sip2.encoding, sip2.institution),
        nowMs: () => this.path.clock.stamp().at,
        ...(sip2.logins && { logins: sip2.logins }),
        told: new Map(),
        log: this.parts.log,
      });
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault);
      const { host, port } = sip2.listen;
      return { code: 'sip2-listen', message: `kiosks cannot be listened for at ${host}:${port}: ${reason}` };
    }
    this.parts.emit({ event: 'ready', port: this.server.port });
    return undefined;
  }

  tellAnew(): void {
    if (this.server !== undefined) this.health.tell();
  }

  tellIfChanged(): void {
    if (this.server !== undefined) this.health.tellIfChanged();
  }

  async end(): Promise<void> {
    await this.server?.close();
    await this.path.link.end(() => this.health.status('offline'));
    this.copies.close();
    this.path.spool.close();
  }

  private keep(scan: KioskScan): ReturnType<DeskPorts['keep']> {
    const kept = keepScan({ readerId: this.config.readerId, mode: scan.mode }, this.path, {
      ...scan,
      text: '',
      agoMs: 0,
    });
    const { emit } = this.parts;
    if ('refusal' in kept) {
      emit({ event: 'refused', tagId: scan.tagId, ...kept.refusal });
      if (kept.refusal.code.startsWith('spool-')) this.path.troubles.raise(kept.refusal);
      return { refusal: kept.refusal.message };
    }
    emit({ event: 'accepted', scanId: kept.scanId, tagId: scan.tagId, seq: kept.seq });
    this.actions += 1;
    this.lastAtMs = this.path.clock.stamp().at;
    return { scanId: kept.scanId, atMs: scan.atMs ?? this.lastAtMs };
  }

  private healthParts(): HealthParts {
    return {
      path: this.path,
      spoolDir: this.config.spoolDir,
      version: this.parts.version,
      chip: () => kioskHealth(this.actions),
      repeats: () => 0,
      lastReadAtMs: () => this.lastAtMs,
      certificateEndsAtMs: this.certificateEndsAtMs,
      update: () => undefined,
    };
  }
}

/** In the place of a chip's: there is none. */
const kioskHealth = (reads: number): ChipHealth => ({
  kind: 'sip2',
  version: null,
  ok: true,
  faults: 0,
  reads,
  readErrors: { collision: 0, garbled: 0, locked: 0, unreadable: 0, chip: 0 },
  lastPollAtMs: null,
  lastReadAtMs: null,
});
