package io.nextbest.models.value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Names bands by what they predict: the best and the worst by their rank, those between by their chance to buy. */
final class BandNames {

    private BandNames() {}

    /** Distinct names in the order of the bands, the best first. */
    static List<String> of(List<BandProfile> profiles) {
        List<String> words = profiles.stream().map(BandNames::word).toList();
        int last = profiles.size() - 1;
        var group = new HashMap<String, Integer>();
        for (int band = 1; band < last; band++) {
            group.merge(words.get(band), 1, Integer::sum);
        }
        var seen = new HashMap<String, Integer>();
        var names = new ArrayList<String>();
        for (int band = 0; band <= last; band++) {
            String word = words.get(band);
            if (band == 0 || band == last) {
                names.add(band == 0 ? "Most valuable" : "Least valuable");
            } else {
                names.add(word + rank(seen.merge(word, 1, Integer::sum), group.getOrDefault(word, 1)));
            }
        }
        return List.copyOf(names);
    }

    private static String word(BandProfile profile) {
        double chance = profile.probability();
        if (chance >= 0.85) {
            return "Regulars";
        }
        if (chance >= 0.65) {
            return "Likely to return";
        }
        if (chance >= 0.45) {
            return "May return";
        }
        if (chance >= 0.25) {
            return "Drifting away";
        }
        return "Nearly lost";
    }

    private static String rank(int place, int of) {
        if (of == 1) {
            return "";
        }
        if (of == 2) {
            return place == 1 ? ", higher value" : ", lower value";
        }
        return ", value level " + place;
    }
}
