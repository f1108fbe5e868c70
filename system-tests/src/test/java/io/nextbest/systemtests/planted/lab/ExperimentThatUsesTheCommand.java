package io.nextbest.systemtests.planted.lab;

import io.nextbest.systemtests.planted.cli.Command;

public record ExperimentThatUsesTheCommand(Command command) {}
