<?php
// Laravel 11 or newer: put chairside.php beside this file, and both into routes/. In bootstrap/app.php:
//   ->withRouting(web: …, then: fn () => require base_path('routes/laravel.php'))
// Tests run chairside.php with plain.php, and look at this file's syntax alone: no Laravel was there to run it.
// These routes have no middleware, so the webhook needs no CSRF token; add your own (`web`, `auth`) to the first one.

use Illuminate\Http\Request;
use Illuminate\Support\Facades\Log;
use Illuminate\Support\Facades\Route;

require_once __DIR__ . '/chairside.php';

Route::get('/appointments/{id}/files-token', function (Request $request, string $id) {
    $person = $request->query('as'); // Stands for your session: $request->user()->id, never an address.
    abort_unless(is_string($person), 401);
    try {
        return response(chairside_token($id, $person))
            ->header('Content-Type', 'text/plain')->header('Cache-Control', 'no-store');
    } catch (RuntimeException $refused) {
        Log::error($refused->getMessage());
        abort(502);
    }
});

Route::post('/hooks/chairside', function (Request $request) {
    [$id, $at, $signatures] = array_map(
        fn (string $one): string => (string) $request->header("webhook-$one"),
        ['id', 'timestamp', 'signature'],
    );
    abort_unless(chairside_signed($id, $at, $signatures, $request->getContent()), 401);
    $event = $request->json();
    Log::info($event->get('type'), ['id' => $id, ...$event->all('data')]); // into your own queue, each id once
    return response()->noContent();
});
