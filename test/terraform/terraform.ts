import { spawn } from 'node:child_process';

export type Terraform = (folder: string, ...args: string[]) => Promise<string>;

/** Runs Terraform with the mirror in place of the registry. Its output; an Error with its last lines if it fails. */
export function terraformOf(program: string, environment: Readonly<Record<string, string>>): Terraform {
  return (folder, ...args) =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, {
        cwd: folder,
        env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      const faults: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => faults.push(chunk));
      child.once('error', reject);
      child.once('close', (code) => {
        const output = Buffer.concat(chunks).toString();
        if (code === 0) return resolve(output);
        const said = `${output}\n${Buffer.concat(faults).toString()}`
          .trim()
          .split('\n')
          .slice(-60)
          .join('\n');
        reject(new Error(`terraform ${args[0]} in ${folder} ended with ${code}:\n${said}`));
      });
    });
}
