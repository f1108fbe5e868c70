package io.nextbest.orchestrator.event;

/**
 * Finds payment card numbers in free text, which must not get into the log.
 *
 * <p>A card number is 13 to 19 digits, also in groups parted by single spaces or hyphens, that begins with 2 to 6 as
 * those of all card networks do and whose check digit is right (ISO/IEC 7812-1, annex B: Luhn).
 */
final class CardNumber {

    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;

    private CardNumber() {}

    static boolean isIn(String text) {
        for (int i = 0; i + SHORTEST <= text.length(); i++) {
            boolean groupBegins = isDigit(text.charAt(i)) && (i == 0 || !isDigit(text.charAt(i - 1)));
            if (groupBegins && text.charAt(i) >= '2' && text.charAt(i) <= '6' && isOneFrom(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOneFrom(String text, int start) {
        int[] digits = new int[LONGEST];
        int count = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                if (count == LONGEST) {
                    return false;
                }
                digits[count++] = c - '0';
                boolean groupEnds = i + 1 == text.length() || !isDigit(text.charAt(i + 1));
                if (groupEnds && count >= SHORTEST && luhn(digits, count)) {
                    return true;
                }
            } else if ((c != ' ' && c != '-') || !isDigit(text.charAt(i - 1))) {
                return false;
            }
        }
        return false;
    }

    private static boolean luhn(int[] digits, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            int digit = digits[count - 1 - i];
            int doubled = i % 2 == 0 ? digit : 2 * digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
