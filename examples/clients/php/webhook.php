<?php
// SPDX-License-Identifier: GPL-3.0-or-later
// php -S 127.0.0.1:9000 webhook.php: is called with what comes later. Answer quickly, work afterwards: slow answers are repeated.
declare(strict_types=1);
require __DIR__ . '/fauxbond.php';

$body = file_get_contents('php://input');
$right = fauxbond_verify(
    getenv('FAUXBOND_SECRET'),
    $_SERVER['HTTP_WEBHOOK_ID'] ?? '',
    $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '',
    $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '',
    $body,
);
http_response_code($right ? 204 : 401);
if ($right) {
    $event = json_decode($body, true);
    error_log(match ($event['effect']) { // the same call may come twice: its webhook-id tells
        'released' => "show {$event['id']}",
        'withheld' => "take {$event['id']} away",
        default => $event['effect'],
    });
}
