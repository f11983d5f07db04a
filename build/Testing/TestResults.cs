using System.Globalization;
using System.Xml.Linq;

namespace Sabos.Build.Testing;

/// <summary>How many tests passed and failed.</summary>
internal readonly record struct TestResults(int Passed, int Failed)
{
    public static TestResults operator +(TestResults left, TestResults right) => new(left.Passed + right.Passed, left.Failed + right.Failed);

    /// <summary>Reads the counters of a TRX file. What neither passed nor was skipped on purpose counts as failed.</summary>
    public static TestResults Parse(XDocument trx)
    {
        XNamespace names = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
        XElement counters = trx.Root!.Element(names + "ResultSummary")!.Element(names + "Counters")!;
        int passed = Count("passed");
        return new TestResults(passed, Count("executed") - passed);

        int Count(string name) => int.Parse(counters.Attribute(name)!.Value, CultureInfo.InvariantCulture);
    }
}
