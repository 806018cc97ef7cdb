<?php
// Plain PHP: the same two addresses without a framework.   php -S 127.0.0.1:3000 plain.php
require_once __DIR__ . '/chairside.php';

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path === '/hooks/chairside' && $_SERVER['REQUEST_METHOD'] === 'POST') {
    $body = file_get_contents('php://input');
    [$id, $at, $signatures] = array_map(
        fn (string $one): string => $_SERVER["HTTP_WEBHOOK_$one"] ?? '',
        ['ID', 'TIMESTAMP', 'SIGNATURE'],
    );
    $ours = chairside_signed($id, $at, $signatures, $body);
    http_response_code($ours ? 204 : 401);
    if ($ours) error_log("$id " . json_decode($body, true)['type']); // into your own queue, each id once
} elseif (preg_match('#^/appointments/([^/]+)/files-token$#', $path, $found)) {
    $person = $_GET['as'] ?? null; // Stands for your session: never believe an address who somebody is.
    if (!is_string($person)) exit(http_response_code(401));
    try {
        $token = chairside_token(rawurldecode($found[1]), $person);
        header('Content-Type: text/plain');
        header('Cache-Control: no-store');
        echo $token;
    } catch (RuntimeException $refused) {
        error_log($refused->getMessage());
        http_response_code(502);
    }
} else http_response_code(404);
