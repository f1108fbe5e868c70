package io.nextbest.systemtests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublishedPortsTest {

    @Test
    void readsTheShortFormOfTheOlderCompose() {
        assertThat(PublishedPorts.in("""
                services:
                  orchestrator:
                    ports:
                    - 127.0.0.1:5000:5000/tcp
                    - 0.0.0.0:8000:5000/tcp
                    - 9000:5000/tcp
                    volumes:
                    - database:/var/lib/postgresql:rw
                """)).containsExactly("127.0.0.1:5000", "0.0.0.0:8000", "*:9000");
    }

    @Test
    void readsTheLongFormOfComposeTwo() {
        assertThat(PublishedPorts.in("""
                services:
                  orchestrator:
                    ports:
                      - mode: ingress
                        host_ip: 127.0.0.1
                        target: 5000
                        published: "5000"
                        protocol: tcp
                      - mode: ingress
                        target: 5000
                        published: "8000"
                        protocol: tcp
                    restart: unless-stopped
                """)).containsExactly("127.0.0.1:5000", "*:8000");
    }
}
