# Exit 0 if the service in this container answers 200 on /health. Needs bash only: the image has no curl.
# Set HEALTH_PORT where the service listens elsewhere than by default.
port=${HEALTH_PORT:-$(cat /service/health-port)}
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r -t 2 status <&3
[[ $status == HTTP/1.?' 200'* ]]
