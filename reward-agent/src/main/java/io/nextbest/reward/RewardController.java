package io.nextbest.reward;

import io.micronaut.http.annotation.Controller;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.reward.Reward;
import io.nextbest.contracts.reward.RewardChoice;
import io.nextbest.contracts.reward.RewardOperations;
import io.nextbest.contracts.reward.RewardRequest;
import java.util.List;

@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class RewardController implements RewardOperations {

    private final Rewards rewards;

    RewardController(Rewards rewards) {
        this.rewards = rewards;
    }

    @Override
    public RewardChoice choose(RewardRequest request) {
        return rewards.choose(request);
    }

    @Override
    public List<Reward> catalogue() {
        return rewards.catalogue();
    }
}
