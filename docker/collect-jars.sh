# collect-jars.sh inside|outside FOLDER: puts each service's jar and libraries into FOLDER/<service>.
#   inside   builds them here, with Maven, from the source
#   outside  takes those that "mvn package" left in the target folders
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
done
chmod -R a+rX "$folder"
