import { isDevMode, provideBrowserGlobalErrorListeners } from '@angular/core'
import { bootstrapApplication } from '@angular/platform-browser'
import { provideServiceWorker } from '@angular/service-worker'
import { Call } from './app/call'

const providers = [
  provideBrowserGlobalErrorListeners(),
  // The panel keeps a connection open, and an app with one may never be stable: so the worker does not wait for that.
  provideServiceWorker('ngsw-worker.js', {
    enabled: !isDevMode(),
    registrationStrategy: 'registerImmediately',
  }),
]
bootstrapApplication(Call, { providers }).catch(console.error)
