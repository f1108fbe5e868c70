# One file for all six services: --build-arg SERVICE=segmentation-agent picks which.
#
# Docker alone is enough: the build stage runs Maven on the source. Where a build container reaches no package
# registry, build the jars outside and let this file take them:
#
#   mvn package
#   docker build --build-arg JARS=outside --build-arg BUILD_IMAGE=debian:bookworm --build-arg SERVICE=orchestrator .
ARG BUILD_IMAGE=maven:3-eclipse-temurin-25
ARG RUN_IMAGE=eclipse-temurin:25-jre

# The same steps whatever the service, so that six images share one build.
FROM ${BUILD_IMAGE} AS build
ARG JARS=inside
WORKDIR /source
COPY . .
RUN bash docker/collect-jars.sh ${JARS} /services

FROM ${RUN_IMAGE}
ARG SERVICE=orchestrator
WORKDIR /service
COPY docker/jvm.options docker/healthy.sh ./
# The libraries change less often than the service: a layer of their own, in front.
COPY --from=build /services/${SERVICE}/lib lib
COPY --from=build /services/${SERVICE}/service.jar /services/${SERVICE}/main.options \
    /services/${SERVICE}/health-port ./
# Inside a container the network is the container's own; what the host publishes is decided in docker-compose.yml.
ENV NEXTBEST_HOST=0.0.0.0
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=5 CMD ["bash", "/service/healthy.sh"]
# No shell between: java is process 1 and gets SIGTERM itself. More options: environment variable JDK_JAVA_OPTIONS.
ENTRYPOINT ["java", "@/service/jvm.options", "@/service/main.options"]
