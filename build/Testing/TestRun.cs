using System.Collections.Generic;
using System.IO;
using System.Xml.Linq;
using Sabos.Build.Engine;

namespace Sabos.Build.Testing;

/// <summary>Runs test projects one after the other and counts what their TRX files tell.</summary>
internal sealed class TestRun(ExternalProcess process, string rootDirectory)
{
    private const string ResultsDirectory = "artifacts/test-results";

    /// <summary>Runs all projects, compiled before, also after one has failed. A project that crashes counts as one failure.</summary>
    public TestResults Run(IEnumerable<string> projects, string filter)
    {
        TestResults sum = default;
        Directory.CreateDirectory(Path.Combine(rootDirectory, ResultsDirectory));
        foreach (string project in projects)
        {
            string file = Path.GetFileNameWithoutExtension(project) + ".trx";
            string path = Path.Combine(rootDirectory, ResultsDirectory, file);
            File.Delete(path);
            int exitCode = process.ExitCodeOf("dotnet",
            [
                "test", project, "--configuration", "Release", "--no-build",
                "--logger", $"trx;LogFileName={file}", "--logger", "console;verbosity=minimal", "--results-directory", ResultsDirectory,
                "--blame-hang-timeout", "15m", "--blame-hang-dump-type", "none",
                .. filter.Length == 0 ? System.Array.Empty<string>() : ["--filter", $"FullyQualifiedName~{filter}"],
            ]);
            TestResults results = File.Exists(path) ? TestResults.Parse(XDocument.Load(path)) : default;
            sum += exitCode != 0 && results.Failed == 0 ? results with { Failed = 1 } : results;
        }

        return sum;
    }
}
