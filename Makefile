# The few commands of every day; `make` lists them.
MAVEN = MAVEN_OPTS="$(MAVEN_OPTS) --sun-misc-unsafe-memory-access=allow" mvn -B

.DEFAULT_GOAL := help
.PHONY: help build test demo up lab bench format

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

build: ## compile and package every module
	$(MAVEN) -q -DskipTests package

test: ## all tests and checks, as CI runs them
	$(MAVEN) verify

demo: ## start with the shipped data and show one decision
	./nextbest demo

up: ## start empty
	./nextbest up

lab: ## list the experiments that judge the models
	./nextbest lab list

bench: ## measure speed and memory on this machine
	./nextbest bench

format: ## format every source file
	$(MAVEN) -q spotless:apply
