<?php
// SPDX-License-Identifier: GPL-3.0-or-later
declare(strict_types=1);

/** Refused, with the problem document (RFC 9457) that says why; or status 0: nobody answered. */
final class FauxbondProblem extends RuntimeException
{
    public function __construct(public readonly int $status, public readonly array $problem)
    {
        parent::__construct($problem['detail'] ?? 'no answer', $status);
    }
}

final class Fauxbond
{
    public function __construct(private string $url, private string $token)
    {
    }

    /** Tells the site something. What was not answered is asked again with the same key, so that it is done once. */
    public function post(string $path, array $body): array
    {
        $key = bin2hex(random_bytes(16));
        for ($try = 0; ; $try++) {
            try {
                return $this->ask('POST', $path, $body, $key);
            } catch (FauxbondProblem $problem) {
                if ($try >= 4 || ($problem->status !== 0 && $problem->status !== 503)) {
                    throw $problem;
                }
                usleep(200_000 << $try);
            }
        }
    }

    public function get(string $path): array
    {
        return $this->ask('GET', $path, null, null);
    }

    private function ask(string $method, string $path, ?array $body, ?string $key): array
    {
        $headers = ["Authorization: Bearer {$this->token}", 'Connection: close'];
        if ($body !== null) {
            $headers[] = 'Content-Type: application/json';
            $headers[] = "Idempotency-Key: \"$key\"";
        }
        $context = stream_context_create(['http' => [
            'method' => $method, 'header' => $headers, 'ignore_errors' => true, 'timeout' => 15,
            'content' => $body === null ? '' : json_encode($body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_FORCE_OBJECT),
        ]]);
        $text = @file_get_contents($this->url . $path, false, $context);
        $status = $text === false ? 0 : (int) explode(' ', $http_response_header[0])[1];
        $answer = $text === false ? [] : (json_decode($text, true) ?? []);
        if ($status < 200 || $status > 299) {
            throw new FauxbondProblem($status, $answer);
        }
        return $answer;
    }
}

/** Whether a webhook's call is ours and new: Standard Webhooks, HMAC-SHA256 of "id.timestamp.body". */
function fauxbond_verify(string $secret, string $id, string $timestamp, string $signatures, string $body): bool
{
    $key = base64_decode(substr($secret, strlen('whsec_')), true);
    if ($key === false || $key === '' || !ctype_digit($timestamp) || abs(time() - (int) $timestamp) > 300) {
        return false;
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    $right = false;
    foreach (explode(' ', $signatures) as $signature) { // several, while a secret is changed for another
        $right = hash_equals($expected, $signature) || $right;
    }
    return $right;
}
