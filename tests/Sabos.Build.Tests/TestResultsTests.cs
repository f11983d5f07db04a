using System.Xml.Linq;
using Sabos.Build.Testing;
using Xunit;

namespace Sabos.Build.Tests;

public sealed class TestResultsTests
{
    [Fact]
    public void Parse_Trx_CountsWhatDidNotPassAsFailedUnlessSkipped()
    {
        // total 9: one skipped (not executed), 5 passed, 1 failed, 1 timed out, 1 aborted.
        XDocument trx = XDocument.Parse(
            """
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
              <ResultSummary outcome="Failed">
                <Counters total="9" executed="8" passed="5" failed="1" error="0" timeout="1" aborted="1" notExecuted="1" />
              </ResultSummary>
            </TestRun>
            """);

        Assert.Equal(new TestResults(5, 3), TestResults.Parse(trx));
    }
}
