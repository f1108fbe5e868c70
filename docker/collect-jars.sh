# collect-jars.sh inside|outside FOLDER: puts each service's jar and libraries into FOLDER/<service>.
#   inside   builds them here, with Maven, from the source
#   outside  takes those that "mvn package" left in the target folders
# Beside them lies health-port, the port that the service takes where its settings name no other.
set -euo pipefail
how=$1 folder=$2
services="segmentation-agent content-agent reward-agent timing-agent engagement-agent orchestrator"

case $how in
inside)
    rm -rf ./*/target
    mvn -B -ntp -q package -DskipTests -pl "${services// /,}" -am
    ;;
outside) ;;
*)
    echo "JARS must be inside or outside, was: $how" >&2
    exit 2
    ;;
esac

for service in $services; do
    jar=$(find "$service/target" -maxdepth 1 -name "$service-*.jar" ! -name '*-tests.jar' ! -name '*-sources.jar' 2>/dev/null)
    if [ ! -f "$jar" ] || [ ! -d "$service/target/lib" ]; then
        echo "No jar of $service in $service/target: run \"mvn package -DskipTests\" first." >&2
        exit 1
    fi
    mkdir -p "$folder/$service"
    cp "$jar" "$folder/$service/service.jar"
    cp -r "$service/target/lib" "$folder/$service/lib"
    printf '%s\n' -cp '/service/service.jar:/service/lib/*' "io.nextbest.${service%-agent}.Application" \
        >"$folder/$service/main.options"
    settings=$service/src/main/resources/application-${service%-agent}.yml
    sed -n 's/^ *port: *\${[A-Z_]*PORT:\([0-9]*\)}.*/\1/p' "$settings" >"$folder/$service/health-port"
    if ! grep -Eqx '[0-9]+' "$folder/$service/health-port"; then
        echo "No default port in $settings." >&2
        exit 1
    fi
done
chmod -R a+rX "$folder"
