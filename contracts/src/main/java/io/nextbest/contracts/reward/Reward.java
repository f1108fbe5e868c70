package io.nextbest.contracts.reward;

import io.nextbest.contracts.Wire;

/**
 * An incentive of the catalogue.
 *
 * @param type "discount", "voucher", "free_item", "loyalty_points", "gift_card" or "other"
 * @param cost what one redemption costs the shop, at least 0
 */
@Wire
public record Reward(String rewardId, String name, String type, Double cost) {}
