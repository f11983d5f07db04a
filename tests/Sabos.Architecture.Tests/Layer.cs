using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sabos.Tests;

namespace Sabos.Architecture.Tests;

/// <summary>One project of the image, and which of our own projects it may reference: references point down only.</summary>
public sealed record Layer(string Name, string Project, params IReadOnlyList<string> MayReference)
{
    /// <summary>Every project under Kernel/ and UserApps/. A new one is entered here on purpose, or a test fails.</summary>
    public static IReadOnlyList<Layer> All { get; } =
    [
        new("Sabos.Core", "Kernel/Core"),
        new("Sabos.Net", "Kernel/Net"),
        new("Sabos.Hal", "Kernel/Hal"),
        new("Sabos.Hal.Virtio", "Kernel/Hal/Virtio", "Sabos.Hal"),
        new("Sabos.Hal.VirtioNet", "Kernel/Hal/VirtioNet", "Sabos.Hal", "Sabos.Hal.Virtio", "Sabos.Net"),
        new("Sabos.Hal.E1000", "Kernel/Hal/E1000", "Sabos.Hal", "Sabos.Net"),
        new("Sabos.Sockets", "Kernel/Sockets", "Sabos.Net", "Sabos.Hal"),
        new("Sabos.Serving", "UserApps/Serving"),
        new("Sabos.Shell", "UserApps/Shell"),
        new("Sabos.Httpd", "UserApps/Httpd", "Sabos.Serving"),
        new("Sabos.HelloStd", "UserApps/HelloStd"),
        new("Sabos.Iperf3", "UserApps/Iperf3", "Sabos.Serving"),
        new("Sabos.Telnetd", "UserApps/Telnetd", "Sabos.Serving", "Sabos.Shell"),
        new("Sabos.Transfer", "UserApps/Transfer", "Sabos.Serving"),
        new("Sabos.SelfTest", "UserApps/SelfTest", "Sabos.Serving", "Sabos.Shell", "Sabos.Httpd", "Sabos.HelloStd", "Sabos.Telnetd"),
        new("Sabos.Image", "Kernel/Image",
            "Sabos.Core", "Sabos.Net", "Sabos.Hal", "Sabos.Hal.Virtio", "Sabos.Hal.VirtioNet", "Sabos.Hal.E1000", "Sabos.Sockets",
            "Sabos.Serving", "Sabos.Shell", "Sabos.Httpd", "Sabos.HelloStd", "Sabos.Telnetd", "Sabos.Iperf3", "Sabos.Transfer", "Sabos.SelfTest", "$(UserProgram)"),
    ];

    public string ProjectFile => Path.Combine(Repository.Root, Project, Name + ".csproj");

    /// <summary>The IL assembly, of the configuration in which these tests were built.</summary>
    public string Assembly
    {
        get
        {
            string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            string outputs = Path.Combine(Repository.Root, "artifacts", "bin", Name);
            return new[] { configuration, configuration + "_linux-x64" }
                .Select(directory => Path.Combine(outputs, directory, Name + ".dll"))
                .First(File.Exists);
        }
    }

    public override string ToString() => Name;
}
