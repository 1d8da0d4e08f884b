import { buildPackages, installDependencies } from './workspace.mjs'

await installDependencies()
await buildPackages()
