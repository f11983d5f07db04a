using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Sabos.SelfTest;

/// <summary>The words in which a run of the self-tests is told on the console. Scripts read them: they do not change.</summary>
internal static class SelfTestReport
{
    public const string Start = "=== SELFTEST START ===";

    public static string Line(SelfTestResult result) => result.Passed ? $"[PASS] {result.Name}" : $"[FAIL] {result.Name}: {result.Reason}";

    public static string Json(IReadOnlyList<SelfTestResult> results)
    {
        int failed = CountFailed(results);
        StringBuilder json = new();
        json.Append(CultureInfo.InvariantCulture,
            $"=== SELFTEST JSON {{\"total\":{results.Count},\"passed\":{results.Count - failed},\"failed\":{failed},\"results\":[");
        for (int i = 0; i < results.Count; i++)
        {
            json.Append(i == 0 ? "{\"name\":" : ",{\"name\":");
            AppendString(json, results[i].Name);
            json.Append(CultureInfo.InvariantCulture,
                $",\"pass\":{(results[i].Passed ? "true" : "false")},\"ms\":{results[i].Milliseconds}}}");
        }

        return json.Append("]} ===").ToString();
    }

    public static string End(IReadOnlyList<SelfTestResult> results)
    {
        int failed = CountFailed(results);
        return failed == 0
            ? string.Create(CultureInfo.InvariantCulture, $"=== SELFTEST END: {results.Count}/{results.Count} PASSED ===")
            : string.Create(CultureInfo.InvariantCulture, $"=== SELFTEST END: {failed}/{results.Count} FAILED ===");
    }

    private static int CountFailed(IReadOnlyList<SelfTestResult> results)
    {
        int failed = 0;
        foreach (SelfTestResult result in results)
        {
            if (!result.Passed)
                failed++;
        }

        return failed;
    }

    // RFC 8259, 7: the quotation mark, the reverse solidus and the control characters are escaped.
    private static void AppendString(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (char c in text)
        {
            if (c is '"' or '\\' || char.IsControl(c))
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                json.Append(c);
        }

        json.Append('"');
    }
}
