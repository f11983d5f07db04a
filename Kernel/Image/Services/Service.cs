using System;
using System.Threading.Tasks;

namespace Sabos.Image;

/// <summary>A program that the image can serve with.</summary>
/// <param name="Name">What the word <c>services=</c> calls it.</param>
/// <param name="RunAsync">Has opened its ports when it returns; the task ends when the service does.</param>
internal sealed record Service(string Name, Func<ServiceEnvironment, Task> RunAsync);
