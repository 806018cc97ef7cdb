<?php
// What Laravel, Symfony and plain PHP share: calls with the API key, and the signature of a webhook. PHP 8.1 or newer.

function chairside(string $method, string $path, array $body): array
{
    $context = stream_context_create(['http' => [
        'method' => $method,
        'header' => ['Authorization: Bearer ' . getenv('CHAIRSIDE_API_KEY'), 'Content-Type: application/json'],
        'content' => json_encode($body, JSON_THROW_ON_ERROR),
        'ignore_errors' => true, // the body of a refusal is read, too
        'timeout' => 10,
    ]]);
    $answer = file_get_contents(getenv('CHAIRSIDE_URL') . '/v1' . $path, false, $context);
    if ($answer === false) throw new RuntimeException('Chairside does not answer.');
    $said = json_decode($answer, true, 64, JSON_THROW_ON_ERROR);
    if (isset($said['error'])) throw new RuntimeException($said['error']['message']); // what is wrong, and what to do
    return $said;
}

function chairside_token(string $appointment, string $person): string
{
    $id = rawurlencode($appointment);
    $hour = new DateTimeImmutable(gmdate('Y-m-d\TH:00:00\Z'));
    // Where your app saves an appointment. The same again changes nothing.
    chairside('PUT', "/appointments/$id", [
        'practitioner' => ['id' => 'dr-7', 'name' => 'Dr. Eva Horváthová'],
        'patients' => [['id' => 'c-201', 'name' => 'Anna Nováková']],
        'startsAt' => $hour->format(DATE_ATOM), 'endsAt' => $hour->modify('+2 hours')->format(DATE_ATOM), 'plan' => 'pro',
    ]);
    return chairside('POST', "/appointments/$id/tokens", ['participant' => $person])['token'];
}

/** Whether a webhook is Chairside's. `$body` is the bytes as they came. */
function chairside_signed(string $id, string $at, string $signatures, string $body): bool
{
    $key = base64_decode(preg_replace('/^whsec_/', '', (string) getenv('CHAIRSIDE_WEBHOOK_SECRET')));
    $wanted = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$at.$body", $key, true));
    $found = array_filter(explode(' ', $signatures), fn (string $one): bool => hash_equals($wanted, $one));
    return $key !== '' && abs(time() - (int) $at) < 300 && $found !== [];
}
