package io.nextbest.systemtests.planted.contracts;

import io.nextbest.systemtests.planted.content.Content;

public interface ContractThatUsesAService {
    Content content();
}
