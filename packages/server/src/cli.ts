#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { helpText, readArguments } from './node/readArguments.ts'
import { SettingError } from './node/SettingError.ts'
import { startServer, type RunningServer } from './node/startServer.ts'

async function main(): Promise<void> {
  const read = readArguments(process.argv.slice(2), process.env)
  if (read.action === 'help') return console.log(helpText())
  if (read.action === 'version') return console.log(packageVersion())
  const server = await startServer({
    settings: read.settings,
    onNotice: line => console.log(line),
    onError: error => console.error(error instanceof Error ? (error.stack ?? error.message) : error),
  })
  endOnSignal(server)
  console.log(`Parley server listening on ${server.url}`)
}

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
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

main().catch((error: unknown) => {
  const isSetting = error instanceof SettingError
  console.error(`parley-server: ${isSetting ? error.message.replaceAll(/\s+/g, ' ') : String(error)}`)
  process.exit(1)
})
