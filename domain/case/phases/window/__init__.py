"""At the window and whatever may come at any time: papers, people, relatives, complaints, passing on."""
