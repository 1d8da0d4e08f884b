#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { runErase, runExport } from './node/dataCommands.ts'
import { helpText, readArguments } from './node/readArguments.ts'
import { createServerLog } from './node/serverLog.ts'
import { SettingError } from './node/SettingError.ts'
import { readSettings } from './node/settings.ts'
import { startServer, type RunningServer } from './node/startServer.ts'

async function main(): Promise<void> {
  const read = readArguments(process.argv.slice(2), process.env)
  if (read.action === 'help') return console.log(helpText())
  if (read.action === 'version') return console.log(packageVersion())
  const settings = readSettings(read.settings)
  if (read.action === 'export') return void (await runExport(settings, read.since, writeOut))
  if (read.action === 'erase')
    return console.log((await runErase(settings, read.userIdentifier)) ? 'Erased.' : 'Nothing was kept of this user.')
  const { end: endLog, ...log } = createServerLog({ level: settings.logLevel })
  process.once('exit', endLog)
  const server = await startServer({
    settings: read.settings,
    onNotice: line => console.log(line),
    ...log,
  })
  // A bug in one request must not take the others down.
  process.on('unhandledRejection', error => log.onError(error))
  endOnSignal(server)
  if (server.metricsUrl) console.log(`Metrics on ${server.metricsUrl}`)
  console.log(`Parley server listening on ${server.url}`)
}

/** Waits for a reader that is slower than the database. */
const writeOut = (line: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(line, error => (error ? reject(error) : resolve()))
  })

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** The first signal ends in order, a second one at once. */
function endOnSignal(server: RunningServer): void {
  let ending = false
  const end = (): void => {
    if (ending) process.exit(1)
    ending = true
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end)
}

// Whoever read our output may have gone; a server is not to end for that.
process.stdout.on('error', () => {})

main().catch((error: unknown) => {
  // `export | head` has read enough.
  if ((error as { code?: unknown }).code === 'EPIPE') process.exit(0)
  const isSetting = error instanceof SettingError
  console.error(`parley-server: ${isSetting ? error.message.replaceAll(/\s+/g, ' ') : String(error)}`)
  process.exit(1)
})
