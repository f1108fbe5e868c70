package io.nextbest.contracts;

/**
 * What an agent thinks of a model it has just fitted, after a look at the version that answers.
 *
 * @param accepted whether it may take that version's place by itself; an operator may activate it all the same
 * @param why the figures behind it, in one sentence
 */
@Wire
public record Judgement(Boolean accepted, String why) {

    public static Judgement accept(String why) {
        return new Judgement(true, why);
    }

    public static Judgement refuse(String why) {
        return new Judgement(false, why);
    }
}
