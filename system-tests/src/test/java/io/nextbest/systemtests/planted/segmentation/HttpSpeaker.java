package io.nextbest.systemtests.planted.segmentation;

import io.micronaut.http.HttpResponse;

public final class HttpSpeaker {
    public HttpResponse<String> answer() {
        return HttpResponse.ok("yes");
    }
}
