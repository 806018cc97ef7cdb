# Flask: hands out tokens, and hears what happens.   pip install flask; flask --app flask_app run --port 3000
import base64, hashlib, hmac, json, os, time, urllib.error, urllib.request
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from flask import Flask, abort, request

app = Flask(__name__)
server, key = os.environ['CHAIRSIDE_URL'], os.environ['CHAIRSIDE_API_KEY']
secret = base64.b64decode(os.environ.get('CHAIRSIDE_WEBHOOK_SECRET', '').removeprefix('whsec_'))

def chairside(method, path, body):
    headers = {'Authorization': f'Bearer {key}', 'Content-Type': 'application/json'}
    asked = urllib.request.Request(f'{server}/v1{path}', json.dumps(body).encode(), headers, method=method)
    try:
        return json.load(urllib.request.urlopen(asked, timeout=10))
    except urllib.error.HTTPError as refused:
        raise RuntimeError(json.load(refused)['error']['message'])  # what is wrong, and what to do

@app.get('/appointments/<id>/files-token')
def files_token(id):
    person = request.args.get('as') or abort(401)  # Stands for your session: never believe an address who somebody is.
    hour = datetime.now(timezone.utc).replace(minute=0, second=0, microsecond=0)
    # Where your app saves an appointment. The same again changes nothing.
    chairside('PUT', f'/appointments/{quote(id, safe="")}', {
        'practitioner': {'id': 'dr-7', 'name': 'Dr. Eva Horváthová'},
        'patients': [{'id': 'c-201', 'name': 'Anna Nováková'}],
        'startsAt': hour.isoformat(), 'endsAt': (hour + timedelta(hours=2)).isoformat(), 'plan': 'pro',
    })
    token = chairside('POST', f'/appointments/{quote(id, safe="")}/tokens', {'participant': person})['token']
    return token, {'Content-Type': 'text/plain', 'Cache-Control': 'no-store'}

@app.post('/hooks/chairside')
def hook():
    id, at, signatures = (request.headers.get(f'webhook-{one}', '') for one in ('id', 'timestamp', 'signature'))
    signed = f'{id}.{at}.'.encode() + request.get_data()  # the bytes as they came
    wanted = 'v1,' + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    fresh = at.isdigit() and abs(time.time() - int(at)) < 300
    if not secret or not fresh or not any(hmac.compare_digest(wanted.encode(), one.encode()) for one in signatures.split()):
        abort(401)
    event = request.get_json()
    print(id, event['type'], event['data'], flush=True)  # into your own queue, each id once
    return '', 204

@app.errorhandler(RuntimeError)
def refused(error):
    app.logger.error(error)
    return '', 502
