<?php
// SPDX-License-Identifier: GPL-3.0-or-later
// post.php MEMBER TEXT: a member posts in the forum. Says what the site is to do with it.
declare(strict_types=1);
require __DIR__ . '/fauxbond.php';

$fauxbond = new Fauxbond(getenv('FAUXBOND_URL'), getenv('FAUXBOND_TOKEN'));
try {
    $answer = $fauxbond->post('/v1/messages', [
        'id' => 'php-' . bin2hex(random_bytes(8)), // the name it has in your database
        'from' => $argv[1], 'where' => 'forum', 'text' => $argv[2],
    ]);
} catch (FauxbondProblem $problem) {
    fwrite(STDERR, "{$problem->status}: {$problem->getMessage()}\n");
    exit(1);
}
echo match ($answer['verdict']) {
    'deliver' => "show\n",
    'hold' => "keep back\n", // until a webhook says "released" or "withheld"
    default => 'never show: ' . implode(', ', $answer['reason']) . "\n",
};
