export default { render: drawExercise };
