package io.nextbest.lab.bench;

import java.util.List;
import java.util.Locale;

/** The figures of {@link WorkbookBench} as a page for {@code docs/results/}. */
final class WorkbookPage {

    private static final double FEW = 1e-9;

    private final WorkbookBench.Result result;
    private final StringBuilder page = new StringBuilder();

    private WorkbookPage(WorkbookBench.Result result) {
        this.result = result;
    }

    static String of(WorkbookBench.Result result, String made) {
        return new WorkbookPage(result).write(made);
    }

    private String write(String made) {
        MeasuredProcess ours = MeasuredProcess.median(result.ours());
        MeasuredProcess archived = MeasuredProcess.median(result.archived());
        MeasuredProcess small = MeasuredProcess.median(result.small());
        MeasuredProcess large = MeasuredProcess.median(result.large());
        double warm = MeasuredProcess.middle(result.warmSeconds());
        page.append("# Bench: from workbook to four files\n\n").append(made);
        page.append(" Whole processes, from launch to end, the file in the page cache; medians of ");
        page.append(result.ours().size()).append(" runs in turn, after one that is not counted.\n\n");
        page.append("| process | wall, s | CPU, s | peak, MiB | walls |\n| --- | --- | --- | --- | --- |\n");
        line("ours, cold", result.ours());
        if (!result.pandas().isEmpty()) {
            line("pandas, openpyxl, scikit-learn", result.pandas());
        }
        line("ours, cold, with an AOT cache of an earlier run", result.archived());
        line("ours, made workbook, %,.0f rows".formatted(small.figure("rows")), result.small());
        line("ours, made workbook, %,.0f rows".formatted(large.figure("rows")), result.large());
        page.append("\n| figure | value |\n| --- | --- |\n");
        figure("ours, warm: the same training again in one process, s", "%.3f", warm);
        figure("growth of wall time, large over small", "%.2f", large.wall() / small.wall());
        figure(
                "growth per row",
                "%.2f",
                large.wall() / small.wall() * small.figure("rows") / Math.max(FEW, large.figure("rows")));
        figure("customers, ours", "%.0f", ours.figure("customers"));
        figure("inertia, ours", "%.6f", ours.figure("inertia"));
        if (!result.pandas().isEmpty()) {
            MeasuredProcess pandas = MeasuredProcess.median(result.pandas());
            figure("inertia, scikit-learn's ten starts", "%.6f", pandas.figure("inertia"));
            figure("**times faster, cold**", "%.1f", pandas.wall() / ours.wall());
            figure("times faster, cold, with an AOT cache", "%.1f", pandas.wall() / archived.wall());
            figure("**times faster, warm**", "%.1f", pandas.wall() / warm);
            figure("times less CPU, cold", "%.1f", pandas.cpu() / ours.cpu());
            figure("**peak memory, share of pandas'**", "%.2f", ours.peakMiB() / pandas.peakMiB());
            page.append("| tables, ours against pandas' | ")
                    .append(result.agreement())
                    .append(" |\n");
        }
        return page.toString();
    }

    private void line(String name, List<MeasuredProcess> runs) {
        StringBuilder walls = new StringBuilder();
        for (MeasuredProcess run : runs) {
            walls.append(walls.isEmpty() ? "" : ", ").append(String.format(Locale.ROOT, "%.2f", run.wall()));
        }
        page.append("| ")
                .append(name)
                .append(" | ")
                .append(MeasuredProcess.median(runs).line());
        page.append(" | ").append(walls).append(" |\n");
    }

    private void figure(String name, String format, double value) {
        page.append("| ")
                .append(name)
                .append(" | ")
                .append(String.format(Locale.ROOT, format, value))
                .append(" |\n");
    }
}
