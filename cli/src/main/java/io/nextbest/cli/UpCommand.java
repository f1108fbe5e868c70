package io.nextbest.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts everything, empty or with what the last run left. */
@Command(
        name = "up",
        description = "Starts PostgreSQL and the six services on this machine and stays until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Mixin
    private final Listen listen = new Listen();

    @Override
    public Integer call() {
        Output out = Output.standard();
        long start = System.nanoTime();
        Home home = Home.open(Home.ofEnvironment());
        Duration offset = home.find(Listen.CLOCK_OFFSET).map(Duration::parse).orElse(Duration.ZERO);
        Stack stack = listen.start(home, offset, out);
        out.line("Ready in %.1f s.".formatted((System.nanoTime() - start) / 1e9));
        out.blank();
        Listen.show(stack, out);
        out.blank();
        out.line("Ctrl-C stops it.");
        stack.await();
        return 0;
    }
}
