import '@chairside/client/define'
import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core'
import type { ChairsideTransferEventMap } from '@chairside/client/define'

/** Your Chairside server: `define` of angular.json puts it in. */
declare const CHAIRSIDE_URL: string

const person = new URLSearchParams(location.search).get('as') ?? 'dr-7'
const phone = matchMedia('(max-width: 640px)')

@Component({
  selector: 'app-call',
  // Lets Angular take tags with a hyphen for elements that the browser knows.
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <main class="call">
      <section>
        <h1>The call stands here</h1>
        <button type="button" [hidden]="!there()" (click)="open.set(!open())">
          Files <b>{{ badge() }}</b>
        </button>
      </section>
      <chairside-transfer
        [url]="url"
        [token]="token"
        [open]="open() && there()"
        [closable]="true"
        [sheet]="isPhone()"
        (badge)="badge.set($event.detail.count > 0 ? $event.detail.text : '')"
        (chairside-close)="open.set(false)"
        (chairside-open-request)="open.set(true)"
        (chairside-nothing)="there.set(false)"
        (chairside-something)="there.set(true)"
        (chairside-error)="failed($event)"
      />
    </main>
  `,
})
export class Call {
  protected readonly url = CHAIRSIDE_URL
  protected readonly open = signal(true)
  /** An appointment without files, for its plan or its people: neither panel nor button. */
  protected readonly there = signal(true)
  protected readonly badge = signal('')
  /** On a phone the panel is a sheet at the foot of the page. */
  protected readonly isPhone = signal(phone.matches)

  constructor() {
    phone.addEventListener('change', () => this.isPhone.set(phone.matches))
  }

  /** Called again whenever a token has expired. */
  protected readonly token = async (): Promise<string> => {
    const response = await fetch(`/files-token?as=${person}`)
    if (!response.ok) throw new Error(`no token: ${response.status}`)
    return response.text()
  }

  protected failed({ detail }: ChairsideTransferEventMap['chairside-error']): void {
    console.warn(detail.error.code)
  }
}
