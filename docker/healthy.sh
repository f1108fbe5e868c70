# Exit 0 if the service in this container answers 200 on /health. Needs bash only: the image has no curl.
port=${HEALTH_PORT:?set HEALTH_PORT to the port on which the service listens}
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r -t 2 status <&3
[[ $status == HTTP/1.?' 200'* ]]
