import { installDependencies } from './workspace.mjs'

await installDependencies()
