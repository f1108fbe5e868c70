# Starts the compose stack from the images of this source, asks a decision through it, and takes it down again with its
# data. Uses a project name and ports of its own, so that a stack that is running stays as it is.
# Environment: COMPOSE ("docker compose" or "docker-compose"), and what docker-compose.yml reads (JARS, BUILD_IMAGE …).
set -euo pipefail
cd "$(dirname "$0")/.."
compose=${COMPOSE:-docker compose}
port=${ORCHESTRATOR_PORT:-25000}
export COMPOSE_PROJECT_NAME=nextbest-try
export ORCHESTRATOR_PORT=$port ORCHESTRATOR_SECOND_PORT=$((port + 3000)) SEGMENTATION_AGENT_PORT=$((port + 1)) \
    CONTENT_AGENT_PORT=$((port + 2)) REWARD_AGENT_PORT=$((port + 3)) TIMING_AGENT_PORT=$((port + 4)) \
    ENGAGEMENT_AGENT_PORT=$((port + 5))
down() { $compose down --volumes --timeout 30 >/dev/null 2>&1 || true; }
failed() {
    echo "--- logs of the stack" >&2
    $compose ps >&2 || true
    $compose logs --tail=60 >&2 || true
    down
}
trap failed ERR
down

$compose build
began=$SECONDS
$compose up -d
# v1 returns when all have been started; the orchestrator starts last, when all others are healthy
for _ in $(seq 120); do
    if curl -fsS -o /dev/null "http://127.0.0.1:$port/health" 2>/dev/null; then break; fi
    sleep 1
done
echo "ready after $((SECONDS - began)) s"

ask() { # METHOD PATH [BODY [CONTENT-TYPE]]
    curl -sS --fail-with-body --max-time 60 -X "$1" "http://127.0.0.1:$port$2" \
        ${3:+-H "Content-Type: ${4:-application/json}" --data-binary "$3"}
}
for path in /health /health/liveness; do
    for p in "$port" $((port + 3000)) $((port + 1)) $((port + 2)) $((port + 3)) $((port + 4)) $((port + 5)); do
        curl -fsS --max-time 5 "http://127.0.0.1:$p$path" >/dev/null || { echo "no $path on port $p" >&2; false; }
    done
done

now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
batch=$(
    printf '['
    for c in $(seq 40); do
        for i in $(seq 1 $((c % 6 + 1))); do
            at=$(date -u -d "-$((c * 5 + i * 9)) days" +%Y-%m-%dT%H:%M:%SZ)
            printf '{"kind":"purchase","event_id":"try-%d-%d","customer_id":"c%d","at":"%s","invoice":"5%04d%d","item":"A%d","description":"A thing","quantity":%d,"unit_price":2.5,"currency":"GBP","country":"United Kingdom"},' \
                "$c" "$i" "$c" "$at" "$c" "$i" "$i" "$((i * c % 9 + 1))"
        done
    done
    for c in $(seq 40); do
        printf '{"kind":"consent_change","event_id":"try-consent-%d","customer_id":"c%d","at":"%s","purpose":"marketing","channel":"email","granted":true,"source":"try"}' "$c" "$c" "$now"
        [ "$c" = 40 ] && printf ']' || printf ','
    done
)
events=$(ask POST /v1/events "$batch")
echo "events: $(printf '%s' "$events" | head -c 80)…"
for p in 1 2 3 4 5; do
    # an agent that started before the orchestrator finds its log a moment later
    for _ in $(seq 30); do
        case $(curl -sS --max-time 5 "http://127.0.0.1:$((port + p))/health/readiness") in
        *'"log":{"status":"UP"'*) break ;;
        *) sleep 1 ;;
        esac
    done
    curl -sS --fail-with-body --max-time 120 -X POST "http://127.0.0.1:$((port + p))/v1/agent/train" || { echo "training on port $((port + p)) failed" >&2; false; }
    echo
done
# a send to which every agent contributed: some customers are held out, and cold services may miss their deadline
for c in $(seq 40); do
    decision=$(ask POST /v1/decisions "{\"customer_id\":\"c$c\"}")
    case $decision in *'"type":"send"'*'"degraded":[]'*) break ;; esac
done
echo "decision: $decision"
id=$(printf '%s' "$decision" | sed -n 's/.*"decision_id" *: *"\([^"]*\)".*/\1/p')
[ -n "$id" ] || { echo "the decision has no id" >&2; false; }
ask GET "/v1/decisions/$id" | cmp - <(printf '%s' "$decision") || { echo "the stored decision is another one" >&2; false; }
case $decision in
*'"type":"send"'*'"degraded":[]'*) ;;
*)
    echo "no customer is sent anything, or every decision is degraded though all agents are there" >&2
    false
    ;;
esac
docker stats --no-stream --format '{{.Name}} {{.MemUsage}}' | grep nextbest-try || true

stopping=$SECONDS
$compose stop --timeout 30
echo "stopped in $((SECONDS - stopping)) s"
down
trap - ERR
echo "the compose stack works"
