package io.nextbest.orchestrator.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardNumberTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "4111111111111111,                   true", // 16 digits, Visa's test number
        "4222222222222,                      true", // 13 digits
        "card 3782 822463 10005 please,      true", // 15 digits in American Express's groups
        "no 12 5500-0000-0000-0004,          true", // another number before it
        "5555 5555 5555 4444 x2,             true",
        "6304000000000000000,                true", // 19 digits: 6 + 2·3 + 0 + 2·4 = 20, as every second digit counts
        // twice
        "4111111111111112,                   false", // wrong check digit
        "411111111111111,                    false", // one digit short
        "04111111111111111,                  false", // runs on before its first digit
        "41111111111111111111,               false", // 20 digits
        "4111  1111 1111 1111,               false", // two spaces part two numbers
        "0000000000000000,                   false", // no network begins with 0
        "PACK OF 72 RETROSPOT CAKE CASES,    false",
    })
    void findsCardNumbersAndNothingElse(String text, boolean found) {
        assertThat(CardNumber.isIn(text)).isEqualTo(found);
    }
}
