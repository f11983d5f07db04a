using System.Collections.Generic;
using Sabos.Httpd;
using Sabos.Shell;

namespace Sabos.Image;

/// <summary>What services may need.</summary>
/// <param name="Parameters">What the command line says.</param>
/// <param name="Commands">What the shell can do.</param>
/// <param name="Resources">What httpd serves besides its own site.</param>
internal sealed record ServiceEnvironment(BootParameters Parameters, CommandTable Commands, IReadOnlyList<IHttpResource> Resources);
