import type { Change } from './finding.ts'

/*
 * What to change in the products that commonly stand before a server. The tests try the words for nginx
 * (nginx.org/en/docs/http/ngx_http_proxy_module.html). Those for Caddy (caddyserver.com/docs/caddyfile), haproxy
 * (docs.haproxy.org), Apache (httpd.apache.org/docs/2.4/mod) and the dashboard of Cloudflare are not tried.
 */

const nginx = (set: string): Change => ({ in: 'nginx', set })
const caddy = (set: string): Change => ({ in: 'Caddy', set })
const haproxy = (set: string): Change => ({ in: 'haproxy', set })
const apache = (set: string): Change => ({ in: 'Apache', set })
const cloudflare = (set: string): Change => ({ in: 'Cloudflare', set })

export const chairside = (set: string): Change => ({ in: 'Chairside', set })
export const page = (set: string): Change => ({ in: 'your page', set })

/** The upgrade to a WebSocket does not come through. */
export const upgrade: readonly Change[] = [
  nginx(
    'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade; (and the map of docs/networks.md)',
  ),
  caddy('reverse_proxy passes WebSockets by itself: take away header_up lines about Upgrade and Connection'),
  haproxy('mode http passes WebSockets by itself: take away http-request del-header Upgrade'),
  apache('ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket (2.4.47 or newer)'),
  cloudflare('Network > WebSockets: on'),
]

/** A WebSocket, or a request that waits, is cut after some time. */
export const timeouts: readonly Change[] = [
  nginx('proxy_read_timeout 60s; proxy_send_timeout 60s;'),
  haproxy('timeout tunnel 1h, timeout client 60s, timeout server 60s'),
  apache('ProxyTimeout 60'),
  { in: 'a load balancer', set: 'an idle timeout of 60 s or more' },
]

export const forbiddenMethod = (method: string): readonly Change[] => [
  nginx(`take away limit_except, or name ${method} in it; let no if ($request_method ...) refuse it`),
  caddy(`take away the matcher that answers ${method} itself (respond, handle)`),
  haproxy(`take away http-request deny for method ${method}`),
  apache(
    `take ${method} out of what <LimitExcept> denies; with ModSecurity's core rules add it to tx.allowed_methods`,
  ),
  cloudflare(`take ${method} out of the custom rules of Security > WAF`),
]

/** A header of a request does not arrive. */
export const droppedRequestHeader = (name: string): readonly Change[] => [
  nginx(`take away proxy_set_header ${name}, and auth_basic if it is about Authorization`),
  caddy(`take away header_up -${name}`),
  haproxy(`take away http-request del-header ${name}`),
  apache(`take away RequestHeader unset ${name}`),
]

/** A header of an answer does not arrive. */
export const droppedAnswerHeader = (name: string): readonly Change[] => [
  nginx(`take away proxy_hide_header ${name}, and more_clear_headers`),
  caddy(`take away header_down -${name}`),
  haproxy(`take away http-response del-header ${name}`),
  apache(`take away Header unset ${name}`),
]

export const bodySize = (megabytes: number): readonly Change[] => [
  nginx(`client_max_body_size 0; (or ${megabytes}m at least)`),
  caddy(`take away request_body { max_size ... }, or set ${megabytes}MB at least`),
  apache(`LimitRequestBody 0; with ModSecurity SecRequestBodyNoFilesLimit ${megabytes * 1024 * 1024}`),
  cloudflare('its plan sets the limit (100 MB on Free and Pro): files then go in parts by themselves'),
]

/** A body waits in between until it is whole. */
export const bufferedRequests: readonly Change[] = [
  nginx('proxy_request_buffering off; proxy_http_version 1.1;'),
  caddy('take away request_buffers'),
  haproxy('take away option http-buffer-request'),
  apache('take away SetEnv proxy-sendcl, and SecRequestBodyAccess of ModSecurity for this host'),
]

/** An answer waits in between for its reader. */
export const bufferedAnswers: readonly Change[] = [
  nginx('proxy_buffering off; and take away proxy_ignore_headers X-Accel-Buffering'),
  caddy('flush_interval -1 in reverse_proxy, and take away response_buffers'),
  cloudflare('Caching > Cache Rules: bypass the cache for this host'),
]

/** Something in between answers or adds headers of CORS itself. */
export const foreignCors: readonly Change[] = [
  nginx('take away add_header Access-Control-..., and if ($request_method = OPTIONS) { return ...; }'),
  caddy('take away header Access-Control-... and the handler of OPTIONS'),
  haproxy('take away http-response add-header Access-Control-...'),
  apache('take away Header add Access-Control-... and the rewrite of OPTIONS'),
]

export const subPath: readonly Change[] = [
  chairside('PUBLIC_URL with the path: then the proxy may keep it, or take it away'),
  nginx(
    'a path that ends with a slash takes its prefix away: location /files/ { proxy_pass http://127.0.0.1:8080/; }',
  ),
  caddy('handle_path /files/* { reverse_proxy 127.0.0.1:8080 }'),
  haproxy('http-request replace-path /files/(.*) /\\1'),
  apache('ProxyPass "/files/" "http://127.0.0.1:8080/"'),
]
